import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 20_000,
    // Most of the time of most tests is waiting: for a debounce, a rate limit, a process.
    maxWorkers: 4,
  },
});
