interface Rise {
  place: number;
  end: number;
  /** The rise that this one adds a number to. */
  rest: Rise | undefined;
}

/** The places of the longest rising subsequence, in order: what stays where it is when a list is put in another order. */
export function longestRise(numbers: readonly number[]): number[] {
  // Of each length, the rise that ends lowest. Their ends rise, too, so that a place among them is found by halving.
  const rises: Rise[] = [];
  for (const [place, end] of numbers.entries()) {
    let low = 0;
    let high = rises.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((rises[middle] as Rise).end < end) low = middle + 1;
      else high = middle;
    }
    rises[low] = { place, end, rest: rises[low - 1] };
  }
  const places: number[] = [];
  for (let rise = rises.at(-1); rise; rise = rise.rest) places.push(rise.place);
  return places.reverse();
}
