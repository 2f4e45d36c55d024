/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.results;

import io.nameplate.model.language.Layer;
import io.nameplate.model.language.Term;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The stream job's judgement of one interval of a line against one term.
 *
 * @param valuePerMille what was reached; empty where not assessed
 * @param layer the layer of the largest loss the supplier bears; empty where nothing was lost
 * @param layers lost GPU-milliseconds per layer that the term counts
 */
public record Judged(
        Term.Kind term,
        Verdict verdict,
        Optional<Integer> valuePerMille,
        int atLeastPerMille,
        Optional<Layer> layer,
        Map<Layer, Long> layers) {

    public Judged {
        layers = Collections.unmodifiableMap(new TreeMap<>(layers));
    }
}
