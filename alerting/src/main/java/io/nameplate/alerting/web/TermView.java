/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.web;

import io.nameplate.model.language.Promise;
import io.nameplate.model.language.Term;
import org.jspecify.annotations.Nullable;

/**
 * A term of a lease; what it promises beside its share is null where it promises no such thing. Temperatures in thousandths
 * of a degree, flows in millilitres a second.
 */
record TermView(
        String term,
        int atLeastPerMille,
        @Nullable Integer minMilliC,
        @Nullable Integer maxMilliC,
        @Nullable Long minFlowMlS,
        @Nullable Integer pueAtMostPerMille,
        @Nullable Long tokensPerGpuHour) {

    static TermView of(Term term) {
        Promise.Supply supply = term.promise() instanceof Promise.Supply told ? told : null;
        return new TermView(
                term.kind().text(),
                term.atLeastPerMille(),
                supply == null || supply.minMilliC() == Integer.MIN_VALUE ? null : (Integer) supply.minMilliC(),
                supply == null || supply.maxMilliC() == Integer.MAX_VALUE ? null : (Integer) supply.maxMilliC(),
                supply == null || supply.minFlowMl() == 0 ? null : (Long) supply.minFlowMl(),
                term.promise() instanceof Promise.Pue pue ? (Integer) pue.atMostPerMille() : null,
                term.promise() instanceof Promise.Throughput work ? (Long) work.tokensPerGpuHour() : null);
    }
}
