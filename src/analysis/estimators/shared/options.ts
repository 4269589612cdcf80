/** Options as they are used: every one is there. */
export type Complete<O> = { [K in keyof O]-?: Exclude<O[K], undefined> };
