// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { paced } from "./pace";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it("looks once for many changes, and not oftener than it may", () => {
  const look = vi.fn();
  const pace = paced(2000, look);
  for (let n = 0; n < 50; ++n) {
    pace.tell();
    vi.advanceTimersByTime(100);
  }
  expect(look).toHaveBeenCalledTimes(2); // after 2 s and after 4 s
  vi.advanceTimersByTime(5000);
  expect(look).toHaveBeenCalledTimes(3); // what was told last is not forgotten
});
it("looks at once when it has not looked for a while", () => {
  const look = vi.fn();
  const pace = paced(2000, look);
  vi.advanceTimersByTime(60_000);
  pace.tell();
  vi.advanceTimersByTime(1);
  expect(look).toHaveBeenCalledTimes(1);
});
it("is still when the page is gone", () => {
  const look = vi.fn();
  const pace = paced(2000, look);
  pace.tell();
  pace.stop();
  vi.advanceTimersByTime(5000);
  expect(look).not.toHaveBeenCalled();
});
