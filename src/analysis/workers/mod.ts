/** Work in parallel: tasks that run in the workers of a warm pool, or in slices in the calling thread, with the same result. */
export { inSharedMemory } from "./buffers.ts";
export { defaultWorkers, workerPool } from "./pool.ts";
export type { WorkerPool } from "./pool.ts";
export { runTasks } from "./run-tasks.ts";
export type { TaskPlan } from "./run-tasks.ts";
export { serveTasks } from "./serve.ts";
export { TaskStream, workersBeside } from "./task-stream.ts";
export { defineTask, drainTask } from "./task.ts";
export type { AnyTask, Task } from "./task.ts";
