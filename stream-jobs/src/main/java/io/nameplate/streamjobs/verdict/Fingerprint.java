/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.verdict;

import io.nameplate.model.verdict.LineResult;

/** Tells whether one result says anything that another does not. */
final class Fingerprint {

    private Fingerprint() {}

    /**
     * All that a result says but the registry's number: a newer version that changes nothing is no news. Why something was not
     * measured is news.
     */
    static String of(LineResult result) {
        String facts = result.content().withRegistryVersion(0).sha256();
        String causes = result.coverage().unmeasured().isEmpty()
                ? ""
                : result.coverage().unmeasured().toString();
        return facts
                + Integer.toHexString(judgements(result).hashCode())
                + causes
                + Integer.toHexString(result.use().canonicalJson().hashCode());
    }

    private static String judgements(LineResult result) {
        StringBuilder text = new StringBuilder();
        result.judgements()
                .forEach(judgement -> text.append(judgement.term().name())
                        .append(judgement.outcome().name())
                        .append(judgement.atLeastPerMille())
                        .append(judgement.valuePerMille())
                        .append(judgement.layers())
                        .append(
                                judgement.blocks().isNone()
                                        ? ""
                                        : judgement.blocks().byLayer().toString()));
        return text.toString();
    }
}
