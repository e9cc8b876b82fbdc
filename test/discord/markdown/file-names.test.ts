import { expect, test } from 'vitest';
import { fileNameFor, languageOf, withNumber } from '../../../src/discord/markdown/file-names.ts';

test.each<[info: string, above: string, name: string]>([
  ['ts', '', 'code.ts'],
  ['typescript', 'Here it is:', 'code.ts'],
  ['Python', '', 'code.py'],
  ['c++', '', 'code.cpp'],
  ['C#', '', 'code.cs'],
  ['rust', '', 'code.rs'],
  ['sh', '', 'code.sh'],
  ['json', '', 'code.json'],
  ['js{1,3}', '', 'code.js'],
  ['{.python .numberLines}', '', 'code.py'],
  ['dockerfile', '', 'Dockerfile'],
  ['', '', 'code.txt'],
  ['brainfuck', '', 'code.txt'],
  ['constructor', '', 'code.txt'],
  ['__proto__', '', 'code.txt'],
  // in the info string
  ['ts title="foo.ts"', '', 'foo.ts'],
  ["ts file='src/foo.test.ts' {1}", '', 'foo.test.ts'],
  ['ts filename=my-foo.ts', '', 'my-foo.ts'],
  ['ts title="My program"', '', 'code.ts'],
  ['ts foo.ts', '', 'foo.ts'],
  ['ts:src/foo.ts', '', 'foo.ts'],
  ['foo.ts', '', 'foo.ts'],
  ['yaml docker-compose.yml', '', 'docker-compose.yml'],
  ['title="main.rs"', '', 'main.rs'],
  // in the line above
  ['ts', '**foo.ts**', 'foo.ts'],
  ['ts', 'foo.ts:', 'foo.ts'],
  ['ts', '### 2. `src/lib/foo.ts`', 'foo.ts'],
  ['ts', '**File: `foo.ts`**', 'foo.ts'],
  ['py', '- `__init__.py`:', '__init__.py'],
  ['', '`Makefile`', 'Makefile'],
  ['ts bar.ts', '**foo.ts**', 'bar.ts'],
  ['ts', 'Put this into foo.ts:', 'code.ts'],
  ['js', 'This is how you do it.', 'code.js'],
  // not safe
  ['ts title="../../etc/passwd"', '', 'code.ts'],
  ['ts title="..\\..\\foo.ts"', '', 'foo.ts'],
  ['ts title=".bashrc"', '', 'code.ts'],
  ['ts', '**setup.exe**', 'code.ts'],
  ['exe setup.exe', '', 'code.txt'],
  ['svg', '**picture.png**', 'code.txt'],
  ['c', '**aux.c**', 'code.c'],
  ['ts', '**<@123>.ts**', 'code.ts'],
  ['ts title="a`b.ts"', '', 'code.ts'],
  ['ts', `**${'x'.repeat(80)}.ts**`, 'code.ts'],
])('the file of ```%s below %j is %s', (info, above, name) => expect(fileNameFor(info, above)).toBe(name));

test.each([
  ['ts', 'ts'],
  ['c++ title="a"', 'c++'],
  ['ts:src/foo.ts', 'ts'],
  ['{.python}', 'python'],
  ['js{1,3}', 'js'],
  ['title="a b"', ''],
  ['', ''],
])('the language of %j is %j', (info, language) => expect(languageOf(info)).toBe(language));

test('files of the same name have numbers', () => {
  const taken = new Set<string>();
  const names = ['code.ts', 'code.ts', 'Code.ts', 'Dockerfile', 'Dockerfile', 'a.test.ts', 'a.test.ts'].map(
    (name) => {
      const numbered = withNumber(name, taken);
      taken.add(numbered.toLowerCase());
      return numbered;
    },
  );
  expect(names).toEqual([
    'code.ts',
    'code-2.ts',
    'Code-3.ts',
    'Dockerfile',
    'Dockerfile-2',
    'a.test.ts',
    'a.test-2.ts',
  ]);
});
