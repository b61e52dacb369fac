// SPDX-License-Identifier: Apache-2.0
// No plugin: the bundler's own JSX transform. The built files are committed, so nothing in them may
// depend on the folder or the hour of the build.
import { defineConfig } from "vite";

const server = process.env["WMS_SERVER"] ?? "http://127.0.0.1:8080";

const base =
  /node_modules\/@?preact|src\/(words\/(dictionary|terminal)|queue\/|scan\/(capture|wedge)|frame\/(api|live|session_state|ids|later|demo|settings)|terminal\/(model|question))/;

export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    target: "es2020",
    outDir: "../dist",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        // What every page needs stands in one file: small ones cost more than they save.
        codeSplitting: { groups: [{ name: "base", test: base }] },
      },
    },
  },
  server: { proxy: { "/api": { target: server, ws: true } } },
  test: { include: ["src/**/*.test.ts"] },
} as Parameters<typeof defineConfig>[0]);
