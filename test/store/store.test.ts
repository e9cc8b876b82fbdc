import { describe } from 'vitest';
import { keepsTheContract } from './contract.ts';
import { clusterHome, redisHome, sqliteHome } from './homes.ts';

describe.each([
  ['SQLite', sqliteHome],
  ['Redis', redisHome],
  ['Redis Cluster', clusterHome],
])('the store in %s', (_, home) => {
  keepsTheContract(home);
});
