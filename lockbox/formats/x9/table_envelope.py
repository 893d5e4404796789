"""Records of a file, its cash letters and its bundles: what opens them, what closes them (X9.100-187)."""

TABLES = {
    "01": (
        "file header",
        """
03-04 N M standard_level 03|30|35
05-05 A M test_indicator T|P
06-14 N M destination_routing
15-23 N M origin_routing
24-31 N M creation_date
32-35 N M creation_time
36-36 A M resend_indicator Y|N
37-54 ANS C destination_name
55-72 ANS C origin_name
73-73 AN C file_id_modifier
74-75 A C country_code
76-79 ANS C user_field
80-80 AN C companion_document
""",
    ),
    "10": (
        "cash letter header",
        """
03-04 N M collection_type 00|01|02|03|04|05|06|20|99
05-13 N M destination_routing
14-22 N M ece_institution_routing
23-30 N M business_date
31-38 N M creation_date
39-42 N M creation_time
43-43 A M record_type_indicator N|E|I|F
44-44 AN C documentation_type A|B|C|D|E|F|G|H|I|J|K|L|M|Z
45-52 AN M cash_letter_id
53-66 ANS C contact_name
67-76 N C contact_phone
77-77 AN C fed_work_type
78-78 A C returns_indicator E|R|J|N
79-79 ANS C user_field
80-80 B M reserved
""",
    ),
    "20": (
        "bundle header",
        """
03-04 N M collection_type 00|01|02|03|04|05|06|20|99
05-13 N M destination_routing
14-22 N M ece_institution_routing
23-30 N M business_date
31-38 N M creation_date
39-48 AN C bundle_id
49-52 NB C bundle_sequence_number
53-54 AN C cycle_number
55-63 B M reserved
64-68 ANS C user_field
69-80 B M reserved_2
""",
    ),
    "70": (
        "bundle control",
        """
03-06 N M item_count
07-18 N M total_amount
19-30 N C micr_valid_amount
31-35 N M image_count
36-55 ANS C user_field
56-56 N C credit_total_indicator 0|1
57-80 B M reserved
""",
    ),
    "85": (
        "routing number summary",
        """
03-11 N M routing
12-25 N M total_amount
26-31 N M item_count
32-55 ANS C user_field
56-80 B M reserved
""",
    ),
    "90": (
        "cash letter control",
        """
03-08 N M bundle_count
09-16 N M item_count
17-30 N M total_amount
31-39 N M image_count
40-57 ANS C ece_institution_name
58-65 N C settlement_date
66-66 N C credit_total_indicator 0|1
67-80 B M reserved
""",
    ),
    "99": (
        "file control",
        """
03-08 N M cash_letter_count
09-16 N M record_count
17-24 N M item_count
25-40 N M total_amount
41-54 ANS C contact_name
55-64 N C contact_phone
65-65 N C credit_total_indicator 0|1
66-80 B M reserved
""",
    ),
}
