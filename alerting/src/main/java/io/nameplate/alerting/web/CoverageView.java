/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.web;

import io.nameplate.model.verdict.Coverage;
import io.nameplate.model.verdict.MissingCause;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How much of an interval was measured, what availability could have been, and why the rest was not measured. */
record CoverageView(
        int perMille,
        @Nullable Integer lowPerMille,
        @Nullable Integer highPerMille,
        Map<String, Long> unmeasured) {

    static CoverageView of(Coverage coverage) {
        return new CoverageView(
                coverage.perMille(), coverage.lowPerMille(), coverage.highPerMille(), causes(coverage.unmeasured()));
    }

    /** Time that was not measured by cause, as posts name it. */
    static Map<String, Long> causes(Map<MissingCause, Long> missing) {
        Map<String, Long> named = new LinkedHashMap<>();
        missing.forEach((cause, ms) -> named.put(cause.name().toLowerCase(Locale.ROOT), ms));
        return named;
    }
}
