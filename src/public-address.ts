import { lookup, type LookupAddress, type LookupOptions } from 'node:dns';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** What of IPv6 is given to machines. https://www.iana.org/assignments/ipv6-address-space */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Whether an IP address is one of the open internet: not of a private network or of this machine, not one that is
 * reserved or leads to another address. https://www.iana.org/assignments/iana-ipv4-special-registry
 */
export function isPublic(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed instanceof ipaddr.IPv4 || parsed.match(GLOBAL_IPV6);
}

/** A name leads to no address that may be reached. */
export class NotReachable extends Error {
  override name = 'NotReachable';
}

/** How the addresses of a name are found. */
export type Resolve = (
  host: string,
  options: LookupOptions,
  found: (error: NodeJS.ErrnoException | null, addresses: string | LookupAddress[]) => void,
) => void;

/**
 * For a connection: finds only addresses that may be reached, whatever the name server says, and they are what is
 * connected to. It is not asked about a host that is an address itself.
 */
export function lookupOnly(
  mayReach: (address: string) => boolean = isPublic,
  resolve: Resolve = lookup,
): LookupFunction {
  return (host, options, done) => {
    resolve(host, { ...options, all: true }, (error, found) => {
      if (error !== null) return done(error, []);
      const addresses = typeof found === 'string' ? [] : found.filter(({ address }) => mayReach(address));
      const [first] = addresses;
      if (first === undefined) done(new NotReachable(`${host} is not on the open internet`), []);
      else if (options.all) done(null, addresses);
      else done(null, first.address, first.family);
    });
  };
}
