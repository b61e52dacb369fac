// SPDX-License-Identifier: Apache-2.0
// One intent, one key: whoever presses again because no answer came gets the same Idempotency-Key,
// and the server does it once. A key ends with a definite answer, or when something else is wanted
// at the same place.

interface Open {
  content: string;
  key: string;
}

export class Tries {
  private readonly open = new Map<string, Open>();
  constructor(private readonly make: () => string) {}

  keyFor(place: string, content: string): string {
    const known = this.open.get(place);
    if (known?.content === content) return known.key;
    const key = this.make();
    this.open.set(place, { content, key });
    return key;
  }
  settled(place: string, key: string): void {
    if (this.open.get(place)?.key === key) this.open.delete(place);
  }
}

/** Has our server decided? Its 5xx may come after the deed, and what has no code of ours comes from
 * somebody on the way. */
export const isDefinite = (status: number, code: string | undefined): boolean =>
  status >= 200 && (status < 300 || (status < 500 && code !== undefined));
