import { Locale } from 'discord.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { shownText } from '../../playground/people.ts';
import { type Stage, start, STORES } from './start.ts';

describe.each(STORES)('people’s languages on %s', (store) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await start(store);
  });
  afterAll(() => stage.close());

  /** Sets the language of what Bobbin says on the server. */
  async function choose(language: string) {
    const { ada } = stage;
    ada.speak(Locale.EnglishUS);
    await ada.seesAnswer(ada.command('general', 'settings answers', { language }));
  }

  test('a German gets private answers in German, and everybody else in their own language', async () => {
    const { ada, ben } = stage;
    ben.speak(Locale.German);
    ben.command('general', 'forget');
    await ben.sees('general', 'Hier gibt es keine Unterhaltung mit mir, also auch nichts zu vergessen.');
    ben.command('general', 'help');
    await ben.sees('general', '**Hallo! Ich bin ein Chatbot.');
    ada.command('general', 'help');
    await ada.sees('general', '**Hello! I am a chat bot.');
  });

  test('numbers and plurals are written as the language wants them', async () => {
    const { ada } = stage;
    ada.speak(Locale.German);
    ada.command('general', 'settings limits', { context: 12_500 });
    await ada.sees('general', '**Kontext**: Höchstens 12.500 Token');
    ada.speak(Locale.Japanese);
    ada.command('general', 'settings limits', { context: 12_600 });
    await ada.sees('general', '最大 12,600 トークンを送ります');
  });

  test('a modal has its title and labels in the person’s language', async () => {
    const { ada } = stage;
    ada.speak(Locale.PortugueseBR);
    ada.command('general', 'examples add');
    const modal = await ada.seesModal();
    expect(modal.title).toBe('Um exemplo');
    expect(JSON.stringify(modal)).toContain('O que alguém poderia perguntar?');
  });

  test('commands come with names and descriptions in all languages, and are registered once', async () => {
    const { discord, log, restart } = stage;
    const commands = [...discord.world.commands.values()];
    const help = commands.find(({ name }) => name === 'help');
    expect(help?.description_localizations?.['es-ES']).toBe('Qué es este bot y cómo hablar con él');
    const again = commands.find(({ name }) => name === 'Try again');
    expect(again?.name_localizations?.['fr']).toBe('Réessayer');
    const registered = () => log.filter((line) => line.includes('commands registered')).length;
    const before = registered();
    await restart();
    expect(registered()).toBe(before);
  });

  test('what is said in threads is in the server’s language, errors and buttons too', async () => {
    const { ada, ben, bobbin, discord, model } = stage;
    ada.speak(Locale.German);
    discord.world.setLocale(Locale.French);
    model.next({ status: 401, error: { message: 'no', code: 'invalid_api_key' } });
    const asked = ada.say('general', `${bobbin} where is my key?`);
    const told = await ada.sees(asked.id, '⚠️ Le service d’IA a refusé ma clé.');
    expect(told.content).toContain('-# Identifiant de l’erreur');
    model.next({ text: 'It is', finish: 'length' });
    const more = ben.say('general', `${bobbin} tell me more`);
    const cut = await ben.sees(more.id, 'Cette réponse a atteint sa longueur maximale');
    expect(JSON.stringify(cut.components)).toContain('Continuer');
    expect(shownText(cut)).toContain('It is');
  });

  test('in a DM Bobbin speaks the person’s language, as soon as a command has told it', async () => {
    const { ben, model } = stage;
    ben.speak(Locale.German);
    const dm = ben.openDm().id;
    model.next('Hallo.');
    ben.say(dm, 'hallo');
    await ben.sees(dm, 'Hallo.');
    ben.command(dm, 'help');
    await ben.sees(dm, '**Hallo! Ich bin ein Chatbot.');
    model.next({ text: 'Es war', finish: 'length' });
    ben.say(dm, 'erzähl mir etwas');
    await ben.sees(dm, 'Diese Antwort hat ihre größte Länge erreicht und endet hier.');
  });

  test('a server can choose another language than its own', async () => {
    const { ada, bobbin, model } = stage;
    await choose('de');
    model.next({ status: 401, error: { message: 'no', code: 'invalid_api_key' } });
    const asked = ada.say('general', `${bobbin} and now?`);
    await ada.sees(asked.id, '⚠️ Der KI-Dienst hat meinen Schlüssel abgelehnt.');
    await choose('auto');
    model.next({ status: 401, error: { message: 'no', code: 'invalid_api_key' } });
    const last = ada.say('general', `${bobbin} and then?`);
    await ada.sees(last.id, 'Le service d’IA a refusé ma clé.');
  });
});
