import { PonderFailure } from "../../protocol/errors.js";

/**
 * The fields of one object that came over the wire. Everything that comes over it is checked in this folder, once, field
 * by field; behind it the types hold. Unknown fields are ignored, so a newer client can talk to an older server.
 */
export class Fields {
  readonly #record: Readonly<Record<string, unknown>>;

  constructor(
    raw: unknown,
    private readonly at = "params",
  ) {
    if (typeof raw !== "object" || raw === null || Array.isArray(raw)) refuse(at, "an object");
    this.#record = raw as Record<string, unknown>;
  }

  get(name: string): unknown {
    return this.#record[name];
  }

  text(name: string): string {
    const value = this.get(name);
    return typeof value === "string" ? value : this.#refuse(name, "a string");
  }

  optionalText<N extends string>(name: N): { readonly [K in N]?: string } {
    return this.get(name) === undefined ? {} : ({ [name]: this.text(name) } as { readonly [K in N]: string });
  }

  integer(name: string): number {
    const value = this.get(name);
    return typeof value === "number" && Number.isSafeInteger(value) ? value : this.#refuse(name, "an integer");
  }

  count(name: string): number {
    const value = this.integer(name);
    return value >= 0 ? value : this.#refuse(name, "0 or more");
  }

  within(name: string, min: number, max: number): number {
    const value = this.integer(name);
    return value >= min && value <= max ? value : this.#refuse(name, `from ${String(min)} to ${String(max)}`);
  }

  oneOf<T extends string>(name: string, choices: readonly T[]): T {
    const value = this.get(name);
    return choices.find((choice) => choice === value) ?? this.#refuse(name, `one of ${choices.join(", ")}`);
  }

  list<T>(name: string, read: (raw: unknown, at: string) => T): T[] {
    const value = this.get(name);
    if (!Array.isArray(value)) return this.#refuse(name, "a list");
    return value.map((item, index) => read(item, `${this.at}.${name}[${String(index)}]`));
  }

  partialResultToken(): { readonly partialResultToken?: number | string } {
    const value = this.get("partialResultToken");
    if (value === undefined) return {};
    if (typeof value === "string" || typeof value === "number") return { partialResultToken: value };
    return this.#refuse("partialResultToken", "a string or a number");
  }

  #refuse(name: string, expected: string): never {
    return refuse(`${this.at}.${name}`, expected);
  }
}

export function readText(raw: unknown, at: string): string {
  return typeof raw === "string" ? raw : refuse(at, "a string");
}

export function refuse(at: string, expected: string): never {
  throw new PonderFailure(
    "badRequest",
    `${at} is not ${expected}.`,
    "This is a fault of the client: see docs/protocol.md.",
  );
}
