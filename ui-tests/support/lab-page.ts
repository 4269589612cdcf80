/** Drives a JupyterLab page through `window.jupyterapp`. Nothing returned from the page is a widget: those do not serialise. */
import { expect, type Page } from "@playwright/test";
import type { LabServer } from "./server.ts";

/** As much of JupyterLab's application object as is used here. */
interface JupyterApp {
  restored: Promise<void>;
  commands: { execute(id: string, args?: object): Promise<unknown> };
  shell: { currentWidget: Document | null };
}

interface Document {
  context?: { ready: Promise<void>; path: string; save(): Promise<void>; model: { dirty: boolean } };
  sessionContext?: {
    ready: Promise<void>;
    session: { kernel: { status: string; restart(): Promise<void> } | null } | null;
    shutdown(): Promise<void>;
  };
}

declare global {
  interface Window {
    jupyterapp: JupyterApp;
  }
}

export class LabPage {
  readonly page: Page;
  readonly server: LabServer;
  private executed = 0;

  constructor(page: Page, server: LabServer) {
    this.page = page;
    this.server = server;
    page.on("websocket", (socket) => {
      socket.on("framesent", ({ payload }) => {
        if (payload.includes("execute_request")) this.executed += 1;
      });
    });
  }

  /** How many executions the page has asked of any kernel. */
  get executions(): number {
    return this.executed;
  }

  /** Opens JupyterLab in a workspace of its own, without what an earlier test left there. */
  async open(workspace: string): Promise<void> {
    const query = new URLSearchParams({ reset: "", token: this.server.token });
    await this.page.goto(`${this.server.url}lab/workspaces/${workspace}?${query.toString()}`);
    await this.restored();
  }

  /** Loads the page again, as a person would: the layout comes back from the workspace. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.restored();
  }

  async execute(command: string, args: object = {}): Promise<void> {
    await this.page.evaluate(
      async ([id, given]) => {
        await window.jupyterapp.commands.execute(id, given);
      },
      [command, args] as const,
    );
  }

  /** Opens a notebook and waits until its kernel is there. */
  async openNotebook(path: string): Promise<void> {
    await this.execute("docmanager:open", { path, factory: "Notebook" });
    await this.notebookReady();
  }

  /** Waits until the current notebook is there with the kernel that JupyterLab starts for it. */
  async notebookReady(): Promise<void> {
    await this.page.evaluate(async () => {
      const panel = window.jupyterapp.shell.currentWidget;
      await panel?.context?.ready;
      await panel?.sessionContext?.ready;
    });
    await expect.poll(() => this.kernelStatus(), { timeout: 60_000 }).toBe("idle");
  }

  async runAll(): Promise<void> {
    await this.execute("notebook:run-all-cells");
  }

  /** Status of the current notebook's kernel; "none" where it has none. */
  kernelStatus(): Promise<string> {
    return this.page.evaluate(
      () => window.jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel?.status ?? "none",
    );
  }

  async restartKernel(): Promise<void> {
    await this.page.evaluate(async () => {
      await window.jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel?.restart();
    });
  }

  async shutDownKernel(): Promise<void> {
    await this.page.evaluate(async () => {
      await window.jupyterapp.shell.currentWidget?.sessionContext?.shutdown();
    });
  }

  /** Saves the current document. */
  async save(): Promise<void> {
    await this.page.evaluate(async () => {
      await window.jupyterapp.shell.currentWidget?.context?.save();
    });
  }

  async theme(name: "JupyterLab Light" | "JupyterLab Dark"): Promise<void> {
    await this.execute("apputils:change-theme", { theme: name });
    await expect(this.page.locator("body")).toHaveAttribute(
      "data-jp-theme-light",
      String(name.endsWith("Light")),
    );
    // JupyterLab covers the page while it changes the theme, and lets the cover fade.
    await expect(this.page.locator("#jupyterlab-splash")).toHaveCount(0, { timeout: 30_000 });
  }

  /** Waits until JupyterLab has stored its layout, which it does a moment after each change. */
  async settled(): Promise<void> {
    const save = this.page.waitForResponse(
      (response) => response.url().includes("/api/workspaces/") && response.request().method() === "PUT",
    );
    await this.page.evaluate(() => dispatchEvent(new Event("resize")));
    await save;
  }

  /** How many kernels the server runs. */
  async kernels(): Promise<number> {
    return ((await this.server.api("kernels")) as unknown[]).length;
  }

  async sessions(): Promise<number> {
    return ((await this.server.api("sessions")) as unknown[]).length;
  }

  private async restored(): Promise<void> {
    await this.page.waitForFunction(() => window.jupyterapp !== undefined, undefined, { timeout: 60_000 });
    await this.page.evaluate(() => window.jupyterapp.restored);
    await expect(this.page.locator("#jupyterlab-splash")).toHaveCount(0);
  }
}
