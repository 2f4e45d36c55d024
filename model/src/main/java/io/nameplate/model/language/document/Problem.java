/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language.document;

/** One thing wrong in a document, said so that its writer can mend it. */
public record Problem(Place place, String sentence) {
    @Override
    public String toString() {
        return place + ": " + sentence;
    }
}
