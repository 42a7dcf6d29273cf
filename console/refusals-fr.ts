/** Why a command was refused, in French; the English words come with the problem itself. */
import type { RefusalCode } from '../domain/incident/refusals.ts';

const FRENCH: Readonly<Record<RefusalCode, string>> = {
  'incident-closed': 'L’incident est clos.',
  'incident-not-closable': 'Quelque chose empêche encore la clôture; voir la liste.',
  'incident-not-active': 'L’incident n’a pas été activé.',
  'already-active': 'L’incident est déjà actif.',
  'already-stood-down': 'Le dispositif est déjà levé.',
  'not-stood-down': 'Le dispositif n’est pas levé.',
  'not-resolved': 'Le sort d’une personne n’est pas établi; la levée « résolu » doit attendre.',
  'task-unknown': 'Cette tâche n’existe pas dans cet incident.',
  'task-ambiguous': 'Plusieurs tâches de cette série sont ouvertes; précisez laquelle.',
  'task-closed': 'La tâche est close.',
  'task-not-waivable': 'Cette tâche ne peut jamais être dispensée.',
  'not-for-you':
    'Cette personne n’a pas été alertée pour la tâche et n’a aucun rôle qui le permet.',
  'person-unknown': 'Cette personne n’est pas dans l’annuaire.',
  'person-suppressed': 'Cette personne ne doit être ni alertée ni désignée.',
  'person-required':
    'Une clé qui n’est à personne ne peut pas faire cela; prenez une clé personnelle.',
  'role-unknown': 'Le plan n’a pas ce rôle.',
  'role-excluded': 'Cette personne a tenu un rôle qui exclut celui-ci.',
  'ladder-unknown': 'Le plan n’a pas cette échelle.',
  'fact-unknown': 'Le plan ne connaît pas ce fait.',
  'fact-mistyped': 'La valeur ne convient pas à ce fait.',
  'subject-unknown': 'Aucune personne de ce nom parmi les faits.',
  'subject-required': 'Ce fait vaut pour une personne: précisez laquelle.',
  'not-a-setter': 'Votre rôle ne peut ni fixer ni proposer ce fait.',
  'source-required': 'Indiquez la source.',
  'second-source-needed': 'Il faut une seconde source, différente.',
  'decision-unknown': 'Cette décision n’est pas ouverte.',
  'option-unknown': 'La décision n’offre pas ce choix à présent.',
  'form-invalid': 'Le formulaire n’est pas complet.',
  'form-required': 'Cette tâche se termine avec son formulaire.',
  'decision-required': 'Cette tâche se termine par une décision.',
  'weak-proof': 'Il faut une personne connectée; un SMS ou un lien ne suffit pas.',
  'approval-unknown': 'Cette approbation n’attend pas.',
  'approval-not-entitled': 'Votre rôle ne peut pas approuver cela.',
  'approval-same-person': 'Une autre personne doit approuver.',
  'request-not-entitled': 'Votre rôle ne peut pas demander cela.',
  'event-unknown': 'Le plan ne connaît pas cet événement.',
  'time-past': 'Cette heure est passée.',
  'not-an-exercise': 'L’incident n’est pas un exercice.',
  'alarm-unknown': 'Cette alarme n’existe pas.',
  'access-denied': 'Votre clé ne le permet pas.',
  'command-unknown': 'Le dossier ne connaît pas cette demande.',
  'engine-fault': 'Le moteur a échoué sur cette demande; rien n’a changé.',
};

/** The French words for a refusal; undefined for a problem of the edge. */
export function frenchRefusal(code: string): string | undefined {
  // Any text may be asked for; only own keys answer.
  return Object.hasOwn(FRENCH, code) ? FRENCH[code as RefusalCode] : undefined;
}
