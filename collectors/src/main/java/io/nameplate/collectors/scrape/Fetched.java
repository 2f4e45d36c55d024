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
    private final String etag;
    private final boolean unchanged;
    private final @Nullable Trouble trouble;
    private final String detail;

    private Fetched(
            byte[] body, String contentType, String etag, boolean unchanged, @Nullable Trouble trouble, String detail) {
        this.etag = etag;
        this.unchanged = unchanged;
        this.body = body;
        this.contentType = contentType;
        this.trouble = trouble;
        this.detail = detail;
    }

    static Fetched of(byte[] body, String contentType) {
        return of(body, contentType, "");
    }

    static Fetched of(byte[] body, String contentType, String etag) {
        return new Fetched(body, contentType, etag, false, null, "");
    }

    /** The target says that nothing is new. */
    static Fetched unchanged() {
        return new Fetched(NONE, "", "", true, null, "");
    }

    static Fetched failed(Trouble trouble, String detail) {
        return new Fetched(NONE, "", "", false, trouble, detail);
    }

    /** The body itself, not a copy. */
    byte[] body() {
        return body;
    }

    String contentType() {
        return contentType;
    }

    /** The mark by which the target knows this body again; empty where it gives none. */
    String etag() {
        return etag;
    }

    /** Whether the body is still the one of the mark that was shown. */
    boolean isUnchanged() {
        return unchanged;
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
