import type { Queryable } from "#server/db.ts";

interface Wanted {
  serviceId: string;
  /** How many there are. */
  limit: number;
  holder: string;
  leaseMs: number;
}

/** Takes one of the places of a service, of which there are so many for all workers together; null when none is free. */
export async function takePlace(db: Queryable, { serviceId, limit, holder, leaseMs }: Wanted): Promise<number | null> {
  const { rows } = await db.query<{ place: number }>({
    name: "take_place",
    // Two who want the same place at once: the key lets in one. Any free place, or all would want the first.
    text: `
      insert into service_place as held (service_id, place, holder, held_until)
      select $1, p, $3, clock_timestamp() + $4 * interval '1 millisecond'
      from generate_series(1, $2::int) p
      where not exists (
        select from service_place h where h.service_id = $1 and h.place = p and h.held_until > clock_timestamp()
      )
      order by random()
      limit 1
      on conflict (service_id, place) do update
      set holder = excluded.holder, held_until = excluded.held_until
      where held.held_until <= clock_timestamp()
      returning place`,
    values: [serviceId, limit, holder, leaseMs],
  });
  return rows[0]?.place ?? null;
}

/** Holds all places of a holder for longer. */
export async function keepPlaces(db: Queryable, holder: string, leaseMs: number): Promise<void> {
  await db.query({
    name: "keep_places",
    text: "update service_place set held_until = clock_timestamp() + $2 * interval '1 millisecond' where holder = $1",
    values: [holder, leaseMs],
  });
}

/** Frees a place, unless somebody else has it by now. */
export async function freePlace(db: Queryable, serviceId: string, place: number, holder: string): Promise<void> {
  await db.query({
    name: "free_place",
    text: "delete from service_place where service_id = $1 and place = $2 and holder = $3",
    values: [serviceId, place, holder],
  });
}
