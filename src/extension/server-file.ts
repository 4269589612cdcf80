import { PathExt } from "@jupyterlab/coreutils";
import { type Contents, ServerConnection } from "@jupyterlab/services";

/**
 * Reads a file of the file browser as bytes.
 *
 * The download address gives them as they lie on disk, without base64 and without holding them in a string, whose length
 * browsers limit to some 500 MB. Where a server offers no downloads, the contents API gives the same bytes as base64.
 *
 * @param path Path in the file browser, with its drive.
 * @throws {ServerConnection.ResponseError} when the server refuses the file both ways.
 */
export async function readServerFile(contents: Contents.IManager, path: string): Promise<File> {
  const name = PathExt.basename(contents.localPath(path));
  const url = await contents.getDownloadUrl(path);
  const response = await ServerConnection.makeRequest(url, { method: "GET" }, contents.serverSettings);
  if (response.ok) return new File([await response.blob()], name);
  const model = await contents.get(path, { type: "file", format: "base64", content: true });
  return new File([base64Bytes(String(model.content))], name);
}

function base64Bytes(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
