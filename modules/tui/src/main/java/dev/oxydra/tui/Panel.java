package dev.oxydra.tui;

/** What lies over the conversation. */
sealed interface Panel permits Menu, Sheet, QuestionCard {}
