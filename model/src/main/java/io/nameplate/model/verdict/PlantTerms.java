/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import io.nameplate.model.language.CapacityLine;
import io.nameplate.model.language.Lease;
import io.nameplate.model.language.Meter;
import io.nameplate.model.language.Promise;
import io.nameplate.model.language.Term;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which of a line's terms rest on plant that is measured, and what they promise. */
final class PlantTerms {

    private final Set<Term.Kind> kinds = EnumSet.noneOf(Term.Kind.class);
    private final Promise.@Nullable Supply supply;

    /** The power in watts that has to stand ready while the line obliges a GPU; 0 where none has to. */
    final long firmW;

    PlantTerms(Lease lease, CapacityLine line) {
        Promise.Supply promised = null;
        for (Term term : lease.terms()) {
            if (term.kind() == Term.Kind.FIRM_POWER
                    || term.kind() == Term.Kind.PUE
                    || term.kind() == Term.Kind.THROUGHPUT) {
                kinds.add(term.kind());
            } else if (term.promise() instanceof Promise.Supply told) {
                kinds.add(term.kind());
                promised = told;
            }
        }
        this.supply = promised;
        this.firmW = kinds.contains(Term.Kind.FIRM_POWER) ? line.firmW() : 0;
    }

    boolean any() {
        return !kinds.isEmpty();
    }

    boolean has(Term.Kind kind) {
        return kinds.contains(kind);
    }

    /** Whether the energy that IT equipment took is one of the line's figures. */
    boolean metersEnergy() {
        return has(Term.Kind.FIRM_POWER) || has(Term.Kind.PUE);
    }

    /** Whether any of the terms reads meters of a measure. */
    boolean restOn(Meter.Measure measure) {
        return switch (measure) {
            case IT_ENERGY -> metersEnergy() || has(Term.Kind.THROUGHPUT);
            case FACILITY_ENERGY -> has(Term.Kind.PUE);
            case SUPPLY_TEMPERATURE, FLOW -> has(Term.Kind.THERMAL);
            case PROMPT_TOKENS, GENERATION_TOKENS, REQUESTS -> has(Term.Kind.THROUGHPUT);
        };
    }

    Optional<Promise.Supply> supply() {
        return Optional.ofNullable(supply);
    }
}
