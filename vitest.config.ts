import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Where it is set, the output says which tests needed it.
    retry: Number(process.env['TEST_RETRIES'] ?? 0),
    // Most of the time of most tests is waiting: for a debounce, a rate limit, a process.
    maxWorkers: 4,
  },
});
