/** Drawn, because fonts lack the characters. */
export const PATHS = {
  disc: "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2z",
  half: "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zm0 1.8v8.4a4.2 4.2 0 0 0 0-8.4z",
  ring: "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zm0 2.2a3.8 3.8 0 1 0 0 7.6 3.8 3.8 0 0 0 0-7.6z",
  square: "M3 3h10v10H3z",
  triangle: "M8 1.8 15 14H1z",
  cross: "m4.2 2 3.8 3.8L11.8 2 14 4.2 10.2 8 14 11.8 11.8 14 8 10.2 4.2 14 2 11.8 5.8 8 2 4.2z",
  dash: "M2.5 6.8h11v2.4h-11z",
  bang: "M6.5 1.5h3L9.2 10H6.8zM8 11.3a1.7 1.7 0 1 1 0 3.4 1.7 1.7 0 0 1 0-3.4z",
  tick: "M13.8 4.3 6.5 12.8 2 8.6l1.6-1.7 2.7 2.5 5.6-6.7z",
  differs:
    "M2 4.5h7.1l1.5-2.7 1.7 1-.9 1.7H14v2.2h-3.9L8.7 9.3H14v2.2H7.4l-1.3 2.6-1.8-1 .8-1.6H2V9.3h4.3l1.4-2.6H2z",
} as const;

export type Shape = keyof typeof PATHS;
