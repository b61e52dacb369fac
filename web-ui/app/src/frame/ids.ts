// SPDX-License-Identifier: Apache-2.0
// Ids made here. Events have a UUID version 7, so that they sort by time. randomUUID is missing on
// plain http.
export function uuid7(now: number = Date.now()): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let time = now;
  for (let at = 5; at >= 0; at--) {
    bytes[at] = time % 256;
    time = Math.floor(time / 256);
  }
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join("-");
}

/** The code of a new badge: 130 bits of chance, so that nobody can guess or number through them. */
export function newBadge(): string {
  const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; // none that is read as another
  const chance = crypto.getRandomValues(new Uint8Array(26));
  return "U-" + Array.from(chance, (byte) => letters.charAt(byte % letters.length)).join("");
}
