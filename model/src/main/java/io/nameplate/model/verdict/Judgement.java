/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import io.nameplate.model.language.Layer;
import io.nameplate.model.language.Term;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One interval against one term.
 *
 * @param atLeastPerMille the term's target
 * @param valuePerMille the value that decided, rounded down: the lowest it can be where met, the highest where
 *     breached; null where not assessed
 * @param layer the largest loss that the term counts, null where nothing was lost
 * @param layers lost GPU-milliseconds that the term counts, by layer
 * @param blocks where it was breached: the blocks in which the term counts them; none of other intervals, and of what no
 *     block lost
 */
public record Judgement(
        Term.Kind term,
        Outcome outcome,
        int atLeastPerMille,
        @Nullable Integer valuePerMille,
        @Nullable Layer layer,
        Map<Layer, Long> layers,
        BlockLosses blocks) {

    /** What an interval was against a term. */
    public enum Outcome {
        MET,
        BREACHED,
        NOT_ASSESSED;

        /** The outcome as results and pages spell it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Judgement {
        EnumMap<Layer, Long> copy = new EnumMap<>(Layer.class);
        copy.putAll(layers);
        layers = Collections.unmodifiableMap(copy);
    }

    /** A judgement that names no blocks. */
    public Judgement(
            Term.Kind term,
            Outcome outcome,
            int atLeastPerMille,
            @Nullable Integer valuePerMille,
            @Nullable Layer layer,
            Map<Layer, Long> layers) {
        this(term, outcome, atLeastPerMille, valuePerMille, layer, layers, BlockLosses.NONE);
    }

    /** The same with the blocks named. */
    public Judgement in(BlockLosses named) {
        return new Judgement(term, outcome, atLeastPerMille, valuePerMille, layer, layers, named);
    }
}
