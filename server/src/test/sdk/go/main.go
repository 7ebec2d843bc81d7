// SPDX-License-Identifier: Apache-2.0

// Command suite runs the official Go SDK against the server named in the environment and prints the
// outcome as TAP: `ok N - name`, or `not ok N - name` followed by diagnostic lines that start with
// `# `, one per case, and the plan at the end.
package main

import (
	"fmt"
	"os"
	"runtime/debug"
	"strings"
	"time"
)

// caseTimeLimit bounds one case; the SDK's own request time limit is 30 s.
const caseTimeLimit = 60 * time.Second

// testCase is one line of the report. The body fails by panicking, as the helpers in support.go do.
type testCase struct {
	name string
	body func()
}

// failure is an expectation that did not hold, as opposed to a bug that panics.
type failure string

func main() {
	var cases []testCase
	for _, theme := range [][]testCase{
		tableCases, rowCases, versionCases, conditionCases, selectionCases, rangeCases, batchCases,
		autoIncrementCases, transactionCases, splitCases, streamCases, tunnelCases, indexCases, searchCases, refusalCases,
	} {
		cases = append(cases, theme...)
	}
	failed := 0
	for i, c := range cases {
		if detail := run(c); detail == "" {
			fmt.Printf("ok %d - %s\n", i+1, c.name)
		} else {
			failed++
			fmt.Printf("not ok %d - %s\n# %s\n", i+1, c.name,
				strings.ReplaceAll(strings.TrimSpace(detail), "\n", "\n# "))
		}
	}
	fmt.Printf("1..%d\n", len(cases))
	if failed > 0 {
		os.Exit(1)
	}
}

// run returns what went wrong, or the empty string.
func run(c testCase) string {
	done := make(chan string, 1)
	go func() {
		defer func() {
			switch reason := recover().(type) {
			case nil:
				done <- ""
			case failure:
				done <- string(reason) + "\n" + string(debug.Stack())
			default:
				done <- fmt.Sprintf("panic: %v\n%s", reason, debug.Stack())
			}
		}()
		c.body()
	}()
	select {
	case detail := <-done:
		return detail
	case <-time.After(caseTimeLimit):
		return fmt.Sprintf("no answer within %s", caseTimeLimit)
	}
}
