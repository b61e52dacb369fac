// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { newBadge } from "./ids";

describe("a new badge", () => {
  it("is a code that fits a label and is never the same", () => {
    const badges = Array.from({ length: 1000 }, newBadge);
    expect(new Set(badges).size).toBe(1000);
    expect(badges.every((badge) => /^U-[0-9A-HJKMNP-TV-Z]{26}$/.test(badge))).toBe(true);
  });
});
