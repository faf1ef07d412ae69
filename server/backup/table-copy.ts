import { once } from "node:events";
import { finished } from "node:stream/promises";
import type { CopyStreamQuery } from "pg-copy-streams";
import type { BackupStart } from "#server/backup/backup-format.ts";
import { quoted } from "#server/backup/read-snapshot.ts";
import { Refusal } from "#server/refusal.ts";

/** Copies the rows of tables in, table by table, each in as many pieces as it comes. */
export class TableCopy {
  readonly #columns: ReadonlyMap<string, string[]>;
  readonly #open: (sql: string) => CopyStreamQuery;
  readonly #rows = new Map<string, number>();
  #current: { name: string; stream: CopyStreamQuery; done: Promise<void> } | undefined;

  constructor(tables: BackupStart["tables"], open: (sql: string) => CopyStreamQuery) {
    this.#columns = new Map(tables.map(({ name, columns }) => [name, columns]));
    this.#open = open;
  }

  /** Throws a Refusal when the backup does not tell of the table; a DatabaseError when a row does not fit. */
  async write(name: string, piece: ReadableStream<Uint8Array>): Promise<void> {
    if (this.#current?.name !== name) {
      await this.finish();
      this.#begin(name);
    }
    const current = this.#current;
    if (!current) return;
    for await (const chunk of piece)
      if (!current.stream.write(chunk)) await Promise.race([once(current.stream, "drain"), current.done]);
  }

  /** Ends the table that is being copied. */
  async finish(): Promise<void> {
    if (!this.#current) return;
    const { name, stream, done } = this.#current;
    this.#current = undefined;
    stream.end();
    await done;
    this.#rows.set(name, stream.rowCount);
  }

  rowsOf = (name: string): number => this.#rows.get(name) ?? 0;

  get rowCount(): number {
    return [...this.#rows.values()].reduce((sum, count) => sum + count, 0);
  }

  #begin(name: string): void {
    const columns = this.#columns.get(name);
    if (!columns) throw new Refusal(`The backup is damaged: it does not tell of the table ${name}`);
    const stream = this.#open(`copy ${quoted(name)} (${columns.map(quoted).join(", ")}) from stdin`);
    const done = finished(stream);
    // Told where it is awaited.
    done.catch(() => undefined);
    this.#current = { name, stream, done };
  }
}
