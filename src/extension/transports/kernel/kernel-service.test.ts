import { FakeKernel } from "../../testing/fake-kernel.ts";
import { kernelWithLibrary, type OutputOrder } from "../../testing/kernel-with-library.ts";
import { transportContract } from "../../testing/transport-contract.ts";
import { KernelService } from "./kernel-service.ts";
import { KernelServices } from "./kernel-services.ts";

const ORDERS: OutputOrder[] = ["in time", "late"];

function serve(kernel: FakeKernel) {
  return { kernel, service: new KernelService({ kernel: kernel.connection, canInterrupt: true }) };
}

function fakes(spec = { language: "typescript", interrupt_mode: "message" }) {
  const kernel = new FakeKernel();
  kernel.spec = Promise.resolve(spec);
  return { kernel, services: new KernelServices() };
}

for (const order of ORDERS) {
  transportContract(`the kernel, with outputs ${order}`, () => {
    const { kernel, service } = serve(kernelWithLibrary(order));
    return {
      service,
      isLate: order === "late",
      breakDown: () => kernel.become("dead"),
      dispose: () => service.dispose(),
    };
  });
}

describe("KernelService", () => {
  it("is busy while a cell runs, and ready again after it", () => {
    const { kernel, service } = serve(new FakeKernel());
    const statuses: string[] = [];
    service.statusChanged.connect((_, status) => statuses.push(status));
    kernel.tell("cell", "busy");
    kernel.tell("cell", "idle");
    expect(statuses).toEqual(["busy", "ready"]);
  });

  it("interrupts the kernel for a call that is aborted while the kernel runs it", async () => {
    const { kernel, service } = serve(new FakeKernel());
    const abort = new AbortController();
    const call = service.call("profile", { table: "t" }, { signal: abort.signal });
    kernel.last.start();
    abort.abort();
    await expect(call).rejects.toMatchObject({ code: "CANCELLED" });
    expect(kernel.interrupts).toBe(1);
  });
});

describe("KernelServices", () => {
  it("opens one service for a kernel, and a new one once that is gone", async () => {
    const { kernel, services } = fakes();
    const first = await services.open(kernel.connection);
    expect(await services.open(kernel.connection)).toBe(first);
    kernel.become("restarting");
    const second = await services.open(kernel.connection);
    expect(second).not.toBe(first);
    expect(second?.status).toBe("ready");
    expect(kernel.executions).toEqual([]);
  });

  it("opens none for a kernel of another language", async () => {
    const { kernel, services } = fakes({ language: "python", interrupt_mode: "message" });
    expect(await services.open(kernel.connection)).toBeNull();
  });

  it("does not interrupt a kernel whose Interrupt is a signal that would end it", async () => {
    const { kernel, services } = fakes({ language: "typescript", interrupt_mode: "signal" });
    const service = await services.open(kernel.connection);
    const abort = new AbortController();
    const call = service?.call("profile", { table: "t" }, { signal: abort.signal });
    kernel.last.start();
    abort.abort();
    await expect(call).rejects.toMatchObject({ code: "CANCELLED" });
    expect(kernel.interrupts).toBe(0);
  });
});
