/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.scrape;

import org.jspecify.annotations.Nullable;

/** What a request came to: a body, or why there is none. */
public final class Fetched {

    private static final byte[] NONE = {};

    private final byte[] body;
    private final String contentType;
    private final @Nullable Trouble trouble;
    private final String detail;

    private Fetched(byte[] body, String contentType, @Nullable Trouble trouble, String detail) {
        this.body = body;
        this.contentType = contentType;
        this.trouble = trouble;
        this.detail = detail;
    }

    static Fetched of(byte[] body, String contentType) {
        return new Fetched(body, contentType, null, "");
    }

    static Fetched failed(Trouble trouble, String detail) {
        return new Fetched(NONE, "", trouble, detail);
    }

    /** The body itself, not a copy. */
    byte[] body() {
        return body;
    }

    String contentType() {
        return contentType;
    }

    /** Why there is no body; null where there is one. */
    @Nullable
    Trouble trouble() {
        return trouble;
    }

    /** The trouble in words, never with a secret. */
    String detail() {
        return detail;
    }
}
