/** Fewer rows than this are shown: a button would take as much room and say less. */
const FOLDED_AT_LEAST = 4;

/** Rows that follow each other, shown or folded together; `at` is the place of the first, and what the stretch is called by. */
export interface Stretch<Row> {
  at: number;
  isFolded: boolean;
  rows: Row[];
}

interface Folding<Row> {
  isChange: (row: Row) => boolean;
  /** How many unchanged rows stay in sight before and after a change. */
  context: number;
  /** Whether a row may be folded together with the one before it. */
  belongs?: (row: Row, previous: Row) => boolean;
}

/** Folds what did not change, away from what did. */
export function foldUnchanged<Row>(rows: readonly Row[], { isChange, context, belongs }: Folding<Row>): Stretch<Row>[] {
  const shown = new Set<number>();
  for (const [place, row] of rows.entries())
    if (isChange(row)) for (let near = place - context; near <= place + context; near += 1) shown.add(near);
  const stretches: Stretch<Row>[] = [];
  for (const [place, row] of rows.entries()) {
    const isFolded = !shown.has(place);
    const last = stretches.at(-1);
    const previous = last?.rows.at(-1);
    const goesOn = last?.isFolded === isFolded && (!isFolded || !belongs || belongs(row, previous as Row));
    if (last && goesOn) last.rows.push(row);
    else stretches.push({ at: place, isFolded, rows: [row] });
  }
  return stretches.map((stretch) => ({
    ...stretch,
    isFolded: stretch.isFolded && stretch.rows.length >= FOLDED_AT_LEAST,
  }));
}

/** What is drawn: a row, or the button that folds and unfolds the rows of a stretch. */
export type Drawn<Row> =
  | { kind: "row"; at: number; row: Row }
  | { kind: "fold"; at: number; count: number; isOpen: boolean };

/** The first rows and folds, as many as are to be drawn, and how many more there would be. */
export function drawnRows<Row>(stretches: readonly Stretch<Row>[], open: ReadonlySet<number>, max: number) {
  const drawn: Drawn<Row>[] = [];
  let left = 0;
  const add = (one: Drawn<Row>) => {
    if (drawn.length < max) drawn.push(one);
    else left += 1;
  };
  for (const { at, isFolded, rows } of stretches) {
    const isOpen = open.has(at);
    if (isFolded) add({ kind: "fold", at, count: rows.length, isOpen });
    if (!isFolded || isOpen) for (const [index, row] of rows.entries()) add({ kind: "row", at: at + index, row });
  }
  return { drawn, left };
}
