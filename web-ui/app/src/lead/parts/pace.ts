// SPDX-License-Identifier: Apache-2.0
// However often something is told to be new: it is looked at again soon, and never oftener than
// `every` ms. Nothing that was told is forgotten.

export interface Pace {
  tell: () => void;
  stop: () => void;
}

export function paced(every: number, look: () => void): Pace {
  let last = Date.now(); // it has just been read
  let timer: ReturnType<typeof setTimeout> | undefined;
  const go = () => {
    timer = undefined;
    last = Date.now();
    look();
  };
  return {
    tell: () => {
      timer ??= setTimeout(go, Math.max(0, last + every - Date.now()));
    },
    stop: () => clearTimeout(timer),
  };
}
