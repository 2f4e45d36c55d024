/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.demo;

import io.nameplate.model.language.document.Tree;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Short ways to read an answer's tree. */
final class Trees {

    private Trees() {}

    static @Nullable Tree at(Tree tree, String key) {
        return tree instanceof Tree.Mapping mapping ? mapping.values().get(key) : null;
    }

    /** The text at a key; empty where there is none or it is null. */
    static String text(Tree tree, String key) {
        return at(tree, key) instanceof Tree.Scalar scalar && !scalar.isNull() ? scalar.text() : "";
    }

    /** The texts of a list at a key; none where there is no list. */
    static List<String> texts(Tree tree, String key) {
        return items(at(tree, key)).stream()
                .filter(Tree.Scalar.class::isInstance)
                .map(item -> ((Tree.Scalar) item).text())
                .toList();
    }

    static long number(Tree tree, String key) {
        String text = text(tree, key);
        return text.isEmpty() ? 0 : Long.parseLong(text);
    }

    static List<Tree> items(@Nullable Tree tree) {
        return tree instanceof Tree.Sequence sequence ? sequence.items() : List.of();
    }
}
