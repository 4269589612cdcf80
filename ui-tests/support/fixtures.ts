/** The fixtures of every UI test: one server for all of them, one page with its workspace for each. */
import { test as base } from "@playwright/test";
import { LabPage } from "./lab-page.ts";
import { type LabServer, startLab } from "./server.ts";

export const test = base.extend<{ lab: LabPage }, { server: LabServer }>({
  server: [
    async ({}, use) => {
      const server = await startLab();
      await use(server);
      await server.stop();
    },
    { scope: "worker", timeout: 120_000 },
  ],
  lab: async ({ page, server }, use, info) => {
    const lab = new LabPage(page, server);
    await lab.open(`test-${info.testId}-${info.retry}`);
    await use(lab);
    await endKernels(server);
  },
});

export { expect } from "@playwright/test";

/** Ends the kernels that a test has left, so that each one begins without any. */
async function endKernels(server: LabServer): Promise<void> {
  const sessions = (await server.api("sessions")) as { id: string }[];
  for (const { id } of sessions) await server.api(`sessions/${id}`, "DELETE");
}
