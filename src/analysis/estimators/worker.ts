/** The program of the pool's workers; tools/build-kernels.mjs makes one script of it. */
import { workerPort } from "../host/mod.ts";
import { serveTasks } from "../workers/mod.ts";
import { TASKS } from "./tasks.ts";

serveTasks(workerPort(), TASKS);
