/** Bytes as text that JSON can carry. */
import { describe } from "./checks.ts";
import { codedError } from "./errors.ts";

/** Bytes that are turned at a time: a multiple of three, so that the pieces join. */
const CHUNK = 3 * 8192;

/** Standard base64 with padding. */
export function toBase64(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += CHUNK)
    pieces.push(btoa(String.fromCharCode(...bytes.subarray(at, at + CHUNK))));
  return pieces.join("");
}

/** @throws {TypeError} code BAD_INPUT, when the text is no base64. */
export function fromBase64(text: unknown): Uint8Array<ArrayBuffer> {
  if (typeof text !== "string")
    throw codedError(
      TypeError,
      "BAD_INPUT",
      `Cannot read file: base64 must be a text, got ${describe(text)}`,
    );
  let binary: string;
  try {
    binary = atob(text);
  } catch (cause) {
    throw codedError(TypeError, "BAD_INPUT", "Cannot read file: its text must be base64", { cause });
  }
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
}
