/** A question as somebody would ask it, and a few words by which a passage that answers it is known. */
export interface Question {
  asks: string;
  /** Where the answer stands: a file or a folder below node_modules. */
  file: string;
  /** Words of the passage, on one line. Several: any of them answers. */
  holds: string[];
}

const question = (asks: string, file: string, ...holds: string[]): Question => ({ asks, file, holds });

const PINO = 'pino/docs';
const IOREDIS = 'ioredis/README.md';
const UNDICI = 'undici/docs/docs';
const WS = 'ws/README.md';
const AI = 'ai/docs';

/** Written without looking at the words of the answer, before any search was measured with them. */
export const QUESTIONS: readonly Question[] = [
  question(
    'Our log file keeps getting bigger and bigger, how do we begin a new one every day?',
    `${PINO}/help.md`,
    'Use a separate tool for log rotation',
  ),
  question(
    'How can I hide passwords in what gets logged?',
    `${PINO}/redaction.md`,
    'To redact sensitive information',
  ),
  question(
    'Some of my log messages vanish when I run serverless on Amazon',
    `${PINO}/asynchronous.md`,
    'Asynchronous logging in AWS Lambda',
  ),
  question(
    'umlauts look broken in cmd on windows, what can I do?',
    `${PINO}/help.md`,
    'Unicode output is not handled properly',
  ),
  question(
    'I want it to print "info" and not 30',
    `${PINO}/help.md`,
    'print the level value instead of the string name',
  ),
  question(
    'errors should go to stderr and everything else to stdout, is that possible?',
    `${PINO}/help.md`,
    'we use `stderr` for `error` level logs',
  ),
  question(
    'Can I get rid of the process id and the host name in each line?',
    `${PINO}/api.md`,
    'to avoid adding `pid`, `hostname`',
  ),
  question(
    'put the same word in front of everything that one logger says',
    `${PINO}/api.md`,
    'specify a prefix for every message of the logger',
  ),
  question('Does masking secret fields make logging slow?', `${PINO}/redaction.md`, 'adds about 2% overhead'),
  question(
    'What happens when the object that I log has a field called level, too?',
    `${PINO}/api.md`,
    'have properties that conflict with those from pino itself',
    'collides with a Pino field',
  ),
  question('does the logger work in web pages?', `${PINO}/browser.md`, 'Pino is compatible with'),
  question(
    'we want to see our logs in a slack channel',
    `${PINO}/transports.md`,
    'transport to forward log events to [Slack]',
  ),

  question('How do I make a key go away after a minute?', IOREDIS, 'set your key to expire in 60 seconds'),
  question(
    'When the connection drops, how long does it wait until it tries again, and can I change that?',
    IOREDIS,
    'flexible to control how long to wait to reconnect',
  ),
  question(
    'I have to send hundreds of commands, how do I make that faster?',
    IOREDIS,
    'If you want to send a batch of commands',
    'In standard mode, when you issue multiple commands',
  ),
  question(
    'can reads go to the replicas and writes to the primary?',
    IOREDIS,
    'scale out redis cluster by sending read queries to slaves',
  ),
  question(
    'Our cluster runs in docker and from outside the addresses of its nodes can’t be reached',
    IOREDIS,
    'hosted within a internal network',
  ),
  question(
    'I’d like all my keys to begin with the name of my app without writing it each time',
    IOREDIS,
    'specify a string that will automatically be prepended',
  ),
  question(
    'How do I go through all keys in production without making everything hang?',
    IOREDIS,
    'so it can be used in production',
  ),
  question(
    'The stack trace shows only the library and not the line in my own code',
    IOREDIS,
    "the error stack doesn't make any sense",
  ),
  question(
    'I want commands to fail at once while redis is away, they shouldn’t pile up and wait',
    IOREDIS,
    "it's added to the offline queue",
  ),
  question(
    'invalid certificate when connecting to encrypted elasticache',
    IOREDIS,
    'AWS ElastiCache for Redis (Clustered Mode) supports TLS',
  ),
  question('Can I store the bytes of a picture?', IOREDIS, 'Binary data support is out of the box'),
  question(
    'Why can’t I run get and set any more once a connection has subscribed?',
    IOREDIS,
    "can't play both roles at the same time",
  ),
  question(
    'After a failover all writes say that the server is read only',
    IOREDIS,
    'reconnect when receiving `READONLY` error',
  ),

  question(
    'We only look at the headers of an answer and after a while run out of connections',
    'undici/README.md',
    'allows users to skip consuming the response body',
  ),
  question(
    'In tests I don’t want real http requests but made-up answers',
    `${UNDICI}/best-practices/mocking-request.md`,
    'Undici has its own mocking',
  ),
  question(
    'Our company’s proxy wants a user name and a password',
    UNDICI,
    'username:password',
    'proxy-authorization',
  ),
  question(
    'How often is a request tried again when the server says 503?',
    `${UNDICI}/api/RetryHandler.md`,
    'Maximum number of retries',
  ),
  question(
    'can it take the proxy from the HTTP_PROXY variable of my system?',
    `${UNDICI}/api/EnvHttpProxyAgent.md`,
    'automatically reads the proxy configuration',
  ),
  question(
    'connecting to a host that has IPv6 times out',
    'undici/README.md',
    'resolved by your DNS servers to a IPv6',
  ),
  question(
    'It shouldn’t resolve the same domain name over and over again',
    UNDICI,
    'cache DNS lookups for a given duration',
  ),
  question(
    'Is there a way to refuse answers that are too big?',
    UNDICI,
    'The maximum length of response body in bytes',
    'The maximum size (in bytes) of the response body',
  ),
  question(
    'how can my program prove who it is with a cert of its own?',
    `${UNDICI}/best-practices/client-certificate.md`,
    'Client certificate authentication can be configured',
  ),
  question(
    'My test suite takes seconds to exit after the last request is done',
    `${UNDICI}/best-practices/writing-tests.md`,
    'keep a socket open for a few seconds',
    'a socket open for a few seconds',
  ),

  question(
    'How do I notice that somebody pulled the network cable?',
    WS,
    'the link between the server and the client can be interrupted',
  ),
  question(
    'we are behind nginx, how do I see the real address of a visitor?',
    WS,
    'When the server runs behind a proxy like NGINX',
  ),
  question(
    'How can I tell something to everybody who is connected?',
    WS,
    'broadcasting to all connected WebSocket clients',
    'broadcasting to every other connected WebSocket clients',
  ),
  question(
    'only people who are logged in should be able to open a websocket',
    WS,
    'This function is not defined on purpose',
  ),

  question('How long does a message take to the server and back?', WS, 'Round-trip time'),

  question(
    'At home the answer trickles in word by word, on our server it comes all at once',
    `${AI}/09-troubleshooting/06-streaming-not-working-when-deployed.mdx`,
    'Instead of streaming, only the full response is returned',
  ),
  question(
    'Longer answers are cut off after some minutes at our hosting company vercel',
    `${AI}/09-troubleshooting/06-timeout-on-vercel.mdx`,
    'longer responses get chopped off',
    'the default function duration is now',
  ),
  question(
    'I need the same answer every time for the same question',
    `${AI}/03-ai-sdk-core/25-settings.mdx`,
    'means almost deterministic results',
    'seed (integer) to use for random sampling',
  ),
  question(
    'One of my tools is slow, how do I limit how long it may take?',
    `${AI}/03-ai-sdk-core/25-settings.mdx`,
    'The default timeout for all tool executions',
    '5 seconds default for all tools',
    '3 seconds for weather tool',
  ),
  question(
    'Would I notice if an mcp server secretly changes what its tools say they do?',
    `${AI}/03-ai-sdk-core/16-mcp-tools.mdx`,
    'serving a _different_',
    'pin the approved definitions',
  ),
  question(
    'How do I test my code without paying for a real model?',
    `${AI}/03-ai-sdk-core/55-testing.mdx`,
    'includes mock providers and test helpers',
    'test your code in a repeatable and deterministic way',
  ),
  question(
    'the model gives me days as text but I need Date objects',
    `${AI}/03-ai-sdk-core/20-prompt-engineering.mdx`,
    'Zod expects JavaScript Date objects',
  ),
  question(
    'My recording is huge and can’t be fetched for transcription',
    `${AI}/03-ai-sdk-core/36-transcription.mdx`,
    '**2 GiB** size limit',
    'If a download exceeds the size limit',
  ),
  question(
    'my editor became terribly slow since I use this with zod',
    `${AI}/09-troubleshooting/12-typescript-performance-zod.mdx`,
    'TypeScript server crashes or hangs',
  ),
  question(
    'A person has to say yes before the assistant is allowed to delete anything',
    AI,
    'to review, approve, or deny selected tool calls',
    'useful for tools that can modify data',
    'By default, tools with an `execute` function run automatically',
  ),
];

/** What people also say, and what no passage should be looked up for. */
export const SMALL_TALK: readonly string[] = [
  'Thanks!',
  'hello everybody',
  'lol',
  'Good morning, how are you today?',
  'you are the best',
  'Can you say that again, please?',
  'Tell me a joke about cats',
  'What is the capital of France?',
  'I had pasta for lunch and now I am tired',
  'Who won the game yesterday evening?',
  'Translate “good night” into Spanish',
  'Write me a poem about autumn leaves',
  'ok that makes sense',
  'No, I meant the other one',
  'How old are you?',
  'my sister is getting married on Saturday',
  'What shall I cook for dinner with potatoes and cheese?',
  'see you tomorrow',
  'Which planet is the largest?',
  'haha that is so funny',
];
