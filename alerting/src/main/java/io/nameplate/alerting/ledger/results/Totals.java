/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.results;

import io.nameplate.model.language.Cause;
import io.nameplate.model.language.Layer;
import io.nameplate.model.language.State;
import io.nameplate.model.verdict.MissingCause;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * GPU-milliseconds of one or more intervals: what was contracted and what became of it.
 *
 * @param basis which results were added up
 * @param derated the part of {@link State#DERATED} by cause
 * @param missing {@link State#UNMEASURED} by cause, as far as results told it
 */
public record Totals(
        Basis basis,
        long contracted,
        Map<State, Long> states,
        Map<Cause, Long> derated,
        Map<MissingCause, Long> missing) {

    public static final Totals NONE = new Totals(Basis.NONE, 0, Map.of(), Map.of(), Map.of());

    public Totals {
        states = ordered(State.class, states);
        derated = ordered(Cause.class, derated);
        missing = ordered(MissingCause.class, missing);
    }

    private static <E extends Enum<E>> Map<E, Long> ordered(Class<E> kind, Map<E, Long> amounts) {
        EnumMap<E, Long> copy = new EnumMap<>(kind);
        amounts.forEach((key, amount) -> {
            if (amount != 0) {
                copy.put(key, amount);
            }
        });
        return Collections.unmodifiableMap(copy);
    }

    public long of(State state) {
        return states.getOrDefault(state, 0L);
    }

    public long delivered() {
        return of(State.IDLE) + of(State.UTILIZED);
    }

    /** How much of the contracted time was measured; all of it where nothing was contracted. */
    public int coveragePerMille() {
        return contracted == 0 ? 1000 : (int) ((contracted - of(State.UNMEASURED)) * 1000 / contracted);
    }

    /** Losses by layer, in the order of the attribution ladder. */
    public Map<Layer, Long> losses() {
        Map<Layer, Long> losses = new LinkedHashMap<>();
        states.forEach((state, amount) -> {
            if (state == State.DERATED) {
                derated.forEach((cause, part) -> losses.merge(Layer.of(cause), part, Long::sum));
            } else if (state.isLoss()) {
                losses.merge(Layer.of(state), amount, Long::sum);
            }
        });
        return losses;
    }

    public Totals plus(Totals other) {
        return new Totals(
                basis.plus(other.basis),
                contracted + other.contracted,
                sum(State.class, states, other.states),
                sum(Cause.class, derated, other.derated),
                sum(MissingCause.class, missing, other.missing));
    }

    private static <E extends Enum<E>> Map<E, Long> sum(Class<E> kind, Map<E, Long> one, Map<E, Long> other) {
        Map<E, Long> sum = new EnumMap<>(kind);
        one.forEach(sum::put);
        other.forEach((key, amount) -> sum.merge(key, amount, Long::sum));
        return sum;
    }
}
