/**
 * The environment in which the project's Python, Jupyter and Deno run: the repository's own folders first and only, so that the user's
 * kernels and settings neither disturb a run nor are changed by it.
 */
import { delimiter, join } from "node:path";
import { SETUP_DIR, VENV, VENV_BIN } from "./paths.mjs";

/** Variables that would lead Python, pip or Jupyter to somebody else's packages and settings. */
const FOREIGN = [
  "PYTHONHOME",
  "PYTHONPATH",
  "PYTHONSTARTUP",
  "VIRTUAL_ENV",
  "CONDA_PREFIX",
  "PIP_USER",
  "PIP_TARGET",
  "PIP_PREFIX",
  "PIP_REQUIRE_VIRTUALENV",
  "JUPYTER_PATH",
  "JUPYTER_CONFIG_PATH",
  "JUPYTER_TOKEN",
  "JUPYTERLAB_DIR",
  "JUPYTERHUB_API_TOKEN",
  "JUPYTERHUB_SERVICE_PREFIX",
];

/**
 * @returns {NodeJS.ProcessEnv} This process's environment without foreign Python and Jupyter settings
 */
export function cleanEnv() {
  const env = { ...process.env, PYTHONNOUSERSITE: "1", PYTHONUTF8: "1" };
  for (const name of FOREIGN) delete env[name];
  return env;
}

/**
 * @returns {NodeJS.ProcessEnv} For everything that runs inside `.venv`
 */
export function venvEnv() {
  const jupyter = join(SETUP_DIR, "jupyter");
  const env = cleanEnv();
  const pathName = Object.keys(env).find((name) => name.toUpperCase() === "PATH") ?? "PATH";
  return {
    ...env,
    [pathName]: [VENV_BIN, env[pathName]].filter(Boolean).join(delimiter),
    VIRTUAL_ENV: VENV,
    JUPYTER_PREFER_ENV_PATH: "1",
    JUPYTER_PLATFORM_DIRS: "0",
    JUPYTER_CONFIG_DIR: join(jupyter, "config"),
    JUPYTER_DATA_DIR: join(jupyter, "data"),
    JUPYTER_RUNTIME_DIR: join(jupyter, "runtime"),
    JUPYTERLAB_SETTINGS_DIR: join(jupyter, "settings"),
    JUPYTERLAB_WORKSPACES_DIR: join(jupyter, "workspaces"),
    IPYTHONDIR: join(jupyter, "ipython"),
    DENO_DIR: join(SETUP_DIR, "deno"),
    DENO_NO_UPDATE_CHECK: "1",
  };
}
