// SPDX-License-Identifier: Apache-2.0
// A code as bytes for the server and as text for people.

export function base64(raw: string): string {
  const bytes = new TextEncoder().encode(raw);
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

export const text = (base64: string): string =>
  new TextDecoder().decode(Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0)));

/** Control characters as the pictures Unicode has for them: ␝ for GS (C19). */
export function visible(raw: string): string {
  return raw.replace(/[\u0000-\u0020\u007f]/g, (character) => {
    if (character === " ") return " ";
    const code = character.charCodeAt(0);
    return String.fromCharCode(code === 0x7f ? 0x2421 : 0x2400 + code);
  });
}

/** A number of eight digits or more: people compare its last four (U14). */
export function lastFour(text: string): [string, string] {
  const found = /^(.*\d{4})(\d{4})$/.exec(text);
  return found ? [found[1] ?? "", found[2] ?? ""] : [text, ""];
}
