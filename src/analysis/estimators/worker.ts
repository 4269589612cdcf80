/** The program of the pool's workers; tools/build-kernels.mjs makes one script of it. */
import { loadMlPca } from "../adapters/mod.ts";
import { workerPort } from "../host/mod.ts";
import { serveTasks } from "../workers/mod.ts";
import { TASKS } from "./tasks.ts";

void loadMlPca(); // it is in this very script, so it is there before the first message
serveTasks(workerPort(), TASKS);
