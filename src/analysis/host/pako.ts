/** The half of pako that unpacks, as a module of its own: it is loaded at first use (ADR 0017). */
export { constants, Inflate } from "pako";
