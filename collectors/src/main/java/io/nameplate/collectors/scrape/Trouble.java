/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.scrape;

import io.nameplate.collectors.inventory.Reachability.Reach;
import java.util.Locale;

/**
 * Why a scrape gave nothing that could be used; the name is also the metric label and the log key. Each says what it tells
 * of the node: what is the fault of the collector or its settings says nothing.
 */
public enum Trouble {
    /** Nothing listens on the port. */
    REFUSED(Reach.REFUSED),
    /** No answer, or not all of it, in time. */
    TIMEOUT(Reach.TIMEOUT),
    /** The network does not lead there. */
    NO_ROUTE(Reach.NO_ROUTE),
    /** Nobody knows the name. */
    UNKNOWN_HOST(Reach.UNKNOWN),
    /** The certificate is not trusted, of another host, or ours was refused. */
    TLS(Reach.UNKNOWN),
    /** The connection broke while the answer came. */
    BROKEN(Reach.UNKNOWN),
    /** This process has no file handle or port left. */
    OUT_OF_SOCKETS(Reach.UNKNOWN),
    /** 401 or 403: the token or certificate is not accepted. */
    NOT_ALLOWED(Reach.OK),
    /** 404: the path is wrong. */
    NOT_FOUND(Reach.OK),
    /** Any other answer than 200. */
    HTTP_ERROR(Reach.OK),
    /** More bytes than the limit. */
    TOO_LARGE(Reach.OK),
    /** An answer without a single GPU, or without a counter that is used. */
    EMPTY(Reach.OK),
    /** An answer that is not what was asked for. */
    UNREADABLE(Reach.OK),
    /** Lines say that they are of another node of the registry. */
    OTHER_NODE(Reach.UNKNOWN),
    /** The exporter goes on showing what it showed before. */
    FROZEN(Reach.OK);

    private final Reach reach;

    Trouble(Reach reach) {
        this.reach = reach;
    }

    /** What it says of the node. */
    public Reach reach() {
        return reach;
    }

    /** The name as metrics and logs write it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
