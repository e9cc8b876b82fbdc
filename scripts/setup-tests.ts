// Makes sure that what the tests need beside npm's packages is there: a real redis-server, and a Chromium for the
// playground's page. npm runs this before every test.

import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

interface Need {
  /** One of these programs. */
  programs: string[];
  packages: string[];
}

const NEEDS: Need[] = [
  { programs: ['redis-server'], packages: ['redis-server'] },
  {
    programs: ['chromium', 'chromium-browser', 'google-chrome'],
    packages: ['chromium', 'fonts-noto-color-emoji', 'fonts-noto-cjk'],
  },
];

/** A policy of 101 keeps packages from starting their services; an administrator's own policy stays. */
const INSTALL = `
  set -e
  policy=/usr/sbin/policy-rc.d
  if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    printf '#!/bin/sh\\nexit 101\\n' >"$policy"
    chmod 755 "$policy"
  fi
  export DEBIAN_FRONTEND=noninteractive
  apt-get update
  apt-get install -y --no-install-recommends "$@"
`;

function isInstalled(program: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

const missing = (): Need[] => NEEDS.filter(({ programs }) => !programs.some(isInstalled));

/** How to run a program as root without being asked anything; undefined where that is impossible. */
function asRoot(): string[] | undefined {
  if (process.getuid?.() === 0) return [];
  return spawnSync('sudo', ['-n', 'true']).status === 0 ? ['sudo', '-n'] : undefined;
}

function install(needs: Need[]): void {
  const root = isInstalled('apt-get') ? asRoot() : undefined;
  if (!root) return;
  const packages = needs.flatMap((need) => need.packages);
  console.log(`Installing ${packages.join(', ')} for the tests …`);
  spawnSync('/usr/bin/env', [...root, 'sh', '-c', INSTALL, 'sh', ...packages], { stdio: 'inherit' });
}

if (missing().length > 0) install(missing());

const names = missing().map(({ programs: [name] }) => name);
if (names.length > 0) {
  console.error(
    `The tests need ${names.join(' and ')}: run \`sudo apt-get install redis-server chromium\` on Debian or Ubuntu, ` +
      '`brew install redis && brew install --cask chromium` on macOS, ' +
      'or `sudo dnf install redis chromium` on Fedora.',
  );
  process.exitCode = 1;
}
