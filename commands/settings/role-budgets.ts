import {
  type ButtonInteraction,
  LabelBuilder,
  ModalBuilder,
  type ModalSubmitInteraction,
  RoleSelectMenuBuilder,
  TextInputBuilder,
  TextInputStyle,
} from 'discord.js';
import type { Bobbin } from '../../src/discord/command.ts';
import { UserError } from '../../src/errors.ts';
import { type Key, say, text } from '../../src/language/language.ts';
import { AMOUNT_CHARACTERS } from '../../src/settings/amount.ts';
import { requireManager } from '../common/manager.ts';
import { amountIn, roleBudgets } from './budget.ts';
import { save } from './change.ts';
import { inTime } from './in-time.ts';
import { begin, showView } from './open.ts';
import { idOn, readView } from './view.ts';

const FIELDS = ['perDay', 'perMonth'] as const;

const LABELS = { perDay: 'panel.role.perDay', perMonth: 'panel.role.perMonth' } as const satisfies Record<
  (typeof FIELDS)[number],
  Key
>;

/** Shows the modal in which a role, and what its people may spend, are chosen. */
export async function editRole(
  interaction: ButtonInteraction,
  argument: string,
  bobbin: Bobbin,
): Promise<void> {
  await inTime(requireManager(interaction, bobbin));
  const { view } = readView(interaction, argument);
  const said = (key: Key) => say(view.scope.locale, text(key));
  const label = (key: Key) => new LabelBuilder().setLabel(said(key));
  const amounts = FIELDS.map((field) =>
    label(LABELS[field])
      .setDescription(said('panel.role.amount'))
      .setTextInputComponent(
        new TextInputBuilder()
          .setCustomId(field)
          .setStyle(TextInputStyle.Short)
          .setMaxLength(AMOUNT_CHARACTERS)
          .setRequired(false),
      ),
  );
  await interaction.showModal(
    new ModalBuilder()
      .setCustomId(idOn(view, 'role'))
      .setTitle(said('panel.role.title'))
      .addLabelComponents(
        label('panel.role.which').setRoleSelectMenuComponent(new RoleSelectMenuBuilder().setCustomId('role')),
        ...amounts,
      ),
  );
}

/** Saves what was chosen there; an amount that was left empty stays as it is. */
export async function saveRole(
  interaction: ModalSubmitInteraction,
  argument: string,
  bobbin: Bobbin,
): Promise<void> {
  const { view } = await begin(interaction, argument, bobbin);
  const { settings } = await bobbin.settings.of(view.scope.place);
  const role = interaction.fields.getSelectedRoles('role')?.first()?.id;
  const amount = (field: (typeof FIELDS)[number]) => {
    const typed = interaction.fields.getTextInputValue(field).trim();
    return typed === '' ? null : amountIn(typed, settings, bobbin);
  };
  const amounts = { perDay: amount('perDay'), perMonth: amount('perMonth') };
  if (role === undefined || (amounts.perDay === null && amounts.perMonth === null))
    throw new UserError(text('budget.roleAndAmount'));
  await save(view.scope, roleBudgets(settings, role, amounts), bobbin);
  await showView(interaction, view, bobbin);
}
