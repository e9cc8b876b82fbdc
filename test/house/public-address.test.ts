import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { isPublic, lookupOnly, NotReachable, type Resolve } from '../../src/public-address.ts';

test.each([
  ['93.184.215.14', true],
  ['8.8.8.8', true],
  ['172.15.255.255', true],
  ['172.32.0.1', true],
  ['2606:2800:21f:cb07:6820:80da:af6b:8b2c', true],
  ['2001:4860:4860::8888', true],
  ['0.0.0.0', false],
  ['10.1.2.3', false],
  ['100.64.0.1', false],
  ['127.0.0.1', false],
  ['127.255.255.254', false],
  ['169.254.169.254', false], // the metadata of clouds
  ['172.16.0.1', false],
  ['172.31.255.255', false],
  ['192.0.0.8', false],
  ['192.0.2.1', false],
  ['192.88.99.1', false],
  ['192.168.178.1', false],
  ['198.18.0.1', false],
  ['198.51.100.7', false],
  ['203.0.113.5', false],
  ['224.0.0.251', false],
  ['240.0.0.1', false],
  ['255.255.255.255', false],
  ['::', false],
  ['::1', false],
  ['::127.0.0.1', false],
  ['::ffff:127.0.0.1', false],
  ['::ffff:8.8.8.8', false],
  ['64:ff9b::7f00:1', false],
  ['64:ff9b:1::1', false],
  ['100::1', false],
  ['2001::1', false],
  ['2001:db8::1', false],
  ['2002:7f00:1::', false],
  ['fc00::1', false],
  ['fd00:ec2::254', false],
  ['fe80::1', false],
  ['fe80::1%eth0', false],
  ['fec0::1', false],
  ['ff02::1', false],
  ['4000::1', false],
  ['localhost', false],
  ['example.com', false],
  ['', false],
])('%s is public: %s', (address, expected) => {
  expect(isPublic(address)).toBe(expected);
});

describe('a lookup finds', () => {
  const leadsTo =
    (...addresses: string[]): Resolve =>
    (_, __, found) =>
      found(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );
  const find = (resolve: Resolve, all: boolean) =>
    new Promise((done, fail) => {
      lookupOnly(isPublic, resolve)('example.com', { all }, (error, ...found) =>
        error ? fail(error) : done(found),
      );
    });

  test.each([
    ['only what is public', leadsTo('127.0.0.1', '8.8.8.8', '::1'), [{ address: '8.8.8.8', family: 4 }]],
    [
      'all that is public',
      leadsTo('2001:4860:4860::8888', '8.8.8.8'),
      [
        { address: '2001:4860:4860::8888', family: 6 },
        { address: '8.8.8.8', family: 4 },
      ],
    ],
  ])('%s', async (_, resolve, expected) => {
    expect(await find(resolve, true)).toEqual([expected]);
    expect(await find(resolve, false)).toEqual([expected[0]!.address, expected[0]!.family]);
  });

  test('nothing where nothing is public', async () => {
    await expect(find(leadsTo('127.0.0.1', '169.254.169.254'), true)).rejects.toBeInstanceOf(NotReachable);
    await expect(find(leadsTo(), false)).rejects.toBeInstanceOf(NotReachable);
  });

  test('what went wrong', async () => {
    const broken: Resolve = (_, __, found) => found(new Error('ENOTFOUND'), []);
    await expect(find(broken, true)).rejects.toThrow('ENOTFOUND');
  });

  test('that this machine has no public name', async () => {
    await expect(promisify(lookupOnly())('localhost', { all: true })).rejects.toBeInstanceOf(NotReachable);
  });
});
