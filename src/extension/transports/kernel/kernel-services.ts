import type { Kernel } from "@jupyterlab/services";
import { KernelService } from "./kernel-service.ts";

/** The language of the kernels that the library runs in. */
const LANGUAGE = "typescript";

/** One service for each kernel connection, shared by all outputs that it shows; a new one once the kernel was lost. */
export class KernelServices {
  private readonly _services = new WeakMap<Kernel.IKernelConnection, KernelService>();

  /**
   * Opens the service of a kernel, without executing anything in it.
   *
   * @returns null where the kernel's language is not TypeScript.
   */
  async open(kernel: Kernel.IKernelConnection): Promise<KernelService | null> {
    const spec = await kernel.spec;
    if (kernel.isDisposed || spec?.language.toLowerCase() !== LANGUAGE) return null;
    const known = this._services.get(kernel);
    if (known && known.status !== "gone") return known;
    const service = new KernelService({ kernel, canInterrupt: spec.interrupt_mode === "message" });
    this._services.set(kernel, service);
    return service;
  }
}
