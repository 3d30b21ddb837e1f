/**
 * Google Gemini's {@code streamGenerateContent}, written and read on the wire. LangChain4j's module
 * for it is not used: it joins all thought signatures of an answer into one string and loses those
 * of text parts and their order, rewrites tools' schemas, and sends the results of parallel calls
 * apart; Gemini 3 refuses such conversations.
 */
@NullMarked
package dev.oxydra.provider.gemini;

import org.jspecify.annotations.NullMarked;
