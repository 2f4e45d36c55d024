/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.scenario;

import io.nameplate.model.language.document.Fields;
import java.util.Collection;
import java.util.stream.Collectors;

/** Says which names there are when one is not among them. */
final class Names {

    private Names() {}

    static void known(Fields fields, String key, String kind, String name, Collection<String> known) {
        if (!known.contains(name)) {
            fields.problem(key, unknown(kind, name, known));
        }
    }

    static String unknown(String kind, String name, Collection<String> known) {
        String list = known.stream().sorted().limit(12).collect(Collectors.joining(", "));
        return "no " + kind + " is named '" + name + "'; known: " + (list.isEmpty() ? "none" : list);
    }
}
