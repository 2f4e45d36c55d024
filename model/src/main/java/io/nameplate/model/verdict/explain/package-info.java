/*
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * One result in words: the evidence, the row of the ladder it met, and every sum, for a person who has to dispute it or
 * sign it. It decides nothing: all numbers come from the trace of the settlement, and the text is refused when they do
 * not add up to the settled content.
 */
@NullMarked
package io.nameplate.model.verdict.explain;

import org.jspecify.annotations.NullMarked;
