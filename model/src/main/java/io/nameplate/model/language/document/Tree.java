/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language.document;

import java.util.List;
import java.util.Map;

/** A document as parsed: mappings, sequences and scalars, each with its {@link Place}. */
public sealed interface Tree {

    Place place();

    /** What it is, for error sentences. */
    String kind();

    /** Keys to values in the order of the text; {@code keys} gives the place of each key. */
    record Mapping(Place place, Map<String, Tree> values, Map<String, Place> keys) implements Tree {
        @Override
        public String kind() {
            return "a mapping";
        }
    }

    /** Items in the order of the text. */
    record Sequence(Place place, List<Tree> items) implements Tree {
        @Override
        public String kind() {
            return "a list";
        }
    }

    /** The text of a scalar as written, and whether it was the null scalar. */
    record Scalar(Place place, String text, boolean isNull) implements Tree {
        @Override
        public String kind() {
            return isNull ? "nothing" : "'" + text + "'";
        }
    }
}
